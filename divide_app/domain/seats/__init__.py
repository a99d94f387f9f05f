"""Rules for applications, seats and lotteries."""

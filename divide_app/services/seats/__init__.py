"""Services for applications, seats and lotteries."""

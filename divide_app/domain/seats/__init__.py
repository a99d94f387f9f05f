"""Rules of the subject seats: applications, seats and lotteries."""

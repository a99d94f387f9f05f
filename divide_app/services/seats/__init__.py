"""Services for the subject seats: applications, seats and lotteries."""

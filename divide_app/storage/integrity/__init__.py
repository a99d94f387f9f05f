"""What is kept twice is computed again, what is said twice is compared, and every rule is asked."""

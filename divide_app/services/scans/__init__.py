"""Services for the subject scans: papers read back."""

"""Rules of the subject scans: papers read back."""

"""Services for imports and exports."""

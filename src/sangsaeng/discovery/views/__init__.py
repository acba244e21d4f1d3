"""The pages of discovery."""

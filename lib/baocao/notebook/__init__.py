"""What an analyst's notebook gets."""

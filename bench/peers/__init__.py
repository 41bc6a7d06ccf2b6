"""Programs of others, run beside ours."""

"""What readers may see and find."""

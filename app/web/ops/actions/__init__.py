"""What operators do that has no place at the desk (`app/desk`) yet."""

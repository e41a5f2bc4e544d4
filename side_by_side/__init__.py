"""The side-by-side page: the five apps read, compared and tried beside each other."""

"""Pages: thin; a form, an action, a page."""

ACCESS: dict[str, str] = {}

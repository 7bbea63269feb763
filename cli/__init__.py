"""The command line: parse, ask the API, draw."""

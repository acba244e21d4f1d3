"""`python -m sangsaeng`: the command line."""

from sangsaeng.cli import main

if __name__ == "__main__":
    main()

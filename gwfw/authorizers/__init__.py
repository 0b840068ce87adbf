"""The kinds of authorizer: a folder per kind with a file per side, and the catalogue that lists them."""

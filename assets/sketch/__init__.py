"""The sketching networks: files for the browser, and what makes them."""

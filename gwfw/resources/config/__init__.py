"""AppConfig configurations: `app.config("flags", {...})`."""

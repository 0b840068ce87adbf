"""Running an app on this machine: emulator, engines, the loopback server and the reloading environment."""

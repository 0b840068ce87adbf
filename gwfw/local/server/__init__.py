"""The loopback server: HTTP/1.1 and WebSockets on one port, in front of the sans-I/O emulator."""

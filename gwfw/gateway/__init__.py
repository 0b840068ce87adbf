"""API Gateway as a sans-I/O core: told what happened, it returns actions. Neither sockets, clocks nor user code are here."""

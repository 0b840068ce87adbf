"""What a Task state can do, one module for each kind of resource."""

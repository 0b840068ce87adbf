"""A route that forwards the request to a private target: a load balancer's listener or a Cloud Map service (VPC_LINK)."""

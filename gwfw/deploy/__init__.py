"""Deployment: bundle the code, synthesize in a process of its own, and hand the assembly to the pinned CDK command line.

This room imports neither the CDK nor user code; boto3 only inside functions.
"""

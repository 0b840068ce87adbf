"""The synthesizer: an app graph in, a CDK cloud assembly out, in a process of its own (`python -m gwfw.synth`).

Only this room and the `synth` sides of the kinds import `aws_cdk`. User code never comes here: the input is the manifest.
"""

"""The constructs of an AppConfig configuration: an application with one environment and one profile, deployed at once.

Reading it is allowed on three ARNs together: the application's, the environment's and the profile's.
"""

from __future__ import annotations

from aws_cdk import aws_appconfig as appconfig

from gwfw.graph.model import Configuration
from gwfw.synth.naming import construct_id
from gwfw.synth.parts import Parts

__all__ = ["construct"]


def construct(config: Configuration, parts: Parts) -> None:
    """Add the configuration with its content to the parts."""
    name = f"{parts.stack.stack_name}-{config.name}"
    application = appconfig.CfnApplication(parts.scope, construct_id("Config", config.name), name=name)
    environment = appconfig.CfnEnvironment(
        parts.scope, construct_id("ConfigEnvironment", config.name), application_id=application.ref, name=name
    )
    profile = appconfig.CfnConfigurationProfile(
        parts.scope,
        construct_id("ConfigProfile", config.name),
        application_id=application.ref,
        location_uri="hosted",
        name=name,
    )
    _deploy(config, parts, application.ref, environment.ref, profile.ref)
    ids = {"application": application.ref, "environment": environment.ref, "configuration": profile.ref}
    above = f"application/{application.ref}"
    parts.attributes["config", config.name] = ids | {
        "name": name,
        "arn": _arn(parts, f"{above}/configurationprofile/{profile.ref}"),
    }
    parts.also["config", config.name] = (_arn(parts, above), _arn(parts, f"{above}/environment/{environment.ref}"))


def _deploy(config: Configuration, parts: Parts, application: str, environment: str, profile: str) -> None:
    """The content as a version of the profile, and its deployment to the environment in one step."""
    version = appconfig.CfnHostedConfigurationVersion(
        parts.scope,
        construct_id("ConfigVersion", config.name),
        application_id=application,
        configuration_profile_id=profile,
        content=config.content,
        content_type=config.content_type,
    )
    strategy = appconfig.CfnDeploymentStrategy(
        parts.scope,
        construct_id("ConfigStrategy", config.name),
        name=f"{parts.stack.stack_name}-{config.name}",
        deployment_duration_in_minutes=0,
        growth_factor=100,
        final_bake_time_in_minutes=0,
        replicate_to="NONE",
    )
    appconfig.CfnDeployment(
        parts.scope,
        construct_id("ConfigDeployment", config.name),
        application_id=application,
        environment_id=environment,
        configuration_profile_id=profile,
        configuration_version=version.ref,
        deployment_strategy_id=strategy.ref,
    )


def _arn(parts: Parts, resource: str) -> str:
    return parts.stack.format_arn(service="appconfig", resource=resource)

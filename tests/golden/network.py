"""Constructs that the golden graphs refer to: the synthesizer imports this module, as it imports an app's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gwfw import Router

if TYPE_CHECKING:
    from aws_cdk import Stack
    from aws_cdk import aws_apigatewayv2 as apigatewayv2
    from aws_cdk import aws_certificatemanager as certificates
    from aws_cdk import aws_ec2 as ec2
    from aws_cdk import aws_elasticloadbalancingv2 as balancing
    from aws_cdk import aws_route53 as route53
    from aws_cdk import aws_servicediscovery as discovery
    from aws_cdk import aws_stepfunctions as stepfunctions

router = Router()


@router.construct
def network(stack: Stack) -> ec2.IVpc:
    """A VPC that exists: looking it up needs an account, naming its parts does not."""
    from aws_cdk import aws_ec2 as ec2

    return ec2.Vpc.from_vpc_attributes(
        stack,
        "Network",
        vpc_id="vpc-0123456789abcdef0",
        availability_zones=["eu-north-1a", "eu-north-1b"],
        private_subnet_ids=["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
    )


@router.construct
def orders(stack: Stack) -> balancing.ApplicationListener:
    """A load balancer that this stack makes."""
    from aws_cdk import aws_elasticloadbalancingv2 as balancing

    balancer = balancing.ApplicationLoadBalancer(stack, "Orders", vpc=network(stack))
    answer = balancing.ListenerAction.fixed_response(200)
    return balancer.add_listener("Http", port=80, open=False, default_action=answer)


@router.construct
def ledger(stack: Stack) -> balancing.NetworkListener:
    """A network load balancer in the same VPC."""
    from aws_cdk import aws_elasticloadbalancingv2 as balancing

    group = balancing.NetworkTargetGroup(stack, "LedgerGroup", vpc=network(stack), port=80)
    balancer = balancing.NetworkLoadBalancer(stack, "Ledger", vpc=network(stack))
    return balancer.add_listener("Tcp", port=80, default_action=balancing.NetworkListenerAction.forward([group]))


@router.construct
def imported(stack: Stack) -> balancing.IApplicationListener:
    """A listener of somebody else's, which does not say its VPC."""
    from aws_cdk import aws_ec2 as ec2
    from aws_cdk import aws_elasticloadbalancingv2 as balancing

    return balancing.ApplicationListener.from_application_listener_attributes(
        stack,
        "Imported",
        listener_arn="arn:aws:elasticloadbalancing:eu-north-1:123456789012:listener/app/theirs/50dc6c49/f2f7dc8e",
        security_group=ec2.SecurityGroup.from_security_group_id(stack, "ImportedGroup", "sg-0123456789abcdef0"),
    )


@router.construct
def link(stack: Stack) -> apigatewayv2.IVpcLink:
    """A link of its own."""
    from aws_cdk import aws_apigatewayv2 as apigatewayv2

    return apigatewayv2.VpcLink(stack, "Link", vpc=network(stack))


@router.construct
def stock(stack: Stack) -> discovery.IService:
    """A Cloud Map service."""
    from aws_cdk import aws_servicediscovery as discovery

    namespace = discovery.PrivateDnsNamespace(stack, "Namespace", name="internal", vpc=network(stack))
    return namespace.create_service("Stock")


@router.construct
def machine(stack: Stack) -> stepfunctions.StateMachine:
    """A state machine."""
    from aws_cdk import aws_stepfunctions as stepfunctions

    body = stepfunctions.DefinitionBody.from_chainable(stepfunctions.Pass(stack, "Nothing"))
    return stepfunctions.StateMachine(stack, "Legacy", definition_body=body)


@router.construct
def named(stack: Stack) -> stepfunctions.IStateMachine:
    """A state machine of somebody else's, by its name: its ARN is not known before it is deployed."""
    from aws_cdk import aws_stepfunctions as stepfunctions

    return stepfunctions.StateMachine.from_state_machine_name(stack, "Named", "theirs")


@router.construct
def zone(stack: Stack) -> route53.IHostedZone:
    """A hosted zone that exists."""
    from aws_cdk import aws_route53 as route53

    return route53.HostedZone.from_hosted_zone_id(stack, "Zone", "Z0123456789ABC")


@router.construct
def certificate(stack: Stack) -> certificates.ICertificate:
    """A certificate that this stack asks for, and proves by a record in the zone."""
    from aws_cdk import aws_certificatemanager as certificates

    proof = certificates.CertificateValidation.from_dns(zone(stack))
    return certificates.Certificate(stack, "Certificate", domain_name="made.example.com", validation=proof)


@router.construct
def domain(stack: Stack) -> apigatewayv2.DomainName:
    """A whole domain name."""
    from aws_cdk import aws_apigatewayv2 as apigatewayv2

    return apigatewayv2.DomainName(stack, "Own", domain_name="own.example.com", certificate=certificate(stack))


@router.construct
def failing(stack: Stack) -> None:
    """One whose function raises."""
    raise LookupError("no such network\nmore of it")


@router.construct
def nothing(stack: Stack) -> None:
    """No construct: a function that has forgotten to return it."""


@router.construct
def foreign(stack: Stack) -> balancing.ApplicationListener:
    """A listener at a load balancer of somebody else's, whose VPC nobody has said."""
    from aws_cdk import aws_elasticloadbalancingv2 as balancing

    balancer = balancing.ApplicationLoadBalancer.from_application_load_balancer_attributes(
        stack,
        "Foreign",
        load_balancer_arn="arn:aws:elasticloadbalancing:eu-north-1:123456789012:loadbalancer/app/theirs/50dc6c49",
        security_group_id="sg-0123456789abcdef0",
    )
    answer = balancing.ListenerAction.fixed_response(200)
    return balancer.add_listener("Http", port=80, open=False, default_action=answer)


@router.construct
def isolated(stack: Stack) -> balancing.ApplicationListener:
    """A load balancer in a VPC without a way out."""
    from aws_cdk import aws_ec2 as ec2
    from aws_cdk import aws_elasticloadbalancingv2 as balancing

    subnets = [ec2.SubnetConfiguration(name="alone", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)]
    vpc = ec2.Vpc(stack, "Alone", max_azs=2, subnet_configuration=subnets)
    balancer = balancing.ApplicationLoadBalancer(stack, "Inner", vpc=vpc)
    answer = balancing.ListenerAction.fixed_response(200)
    return balancer.add_listener("Http", port=80, open=False, default_action=answer)

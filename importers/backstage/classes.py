"""Which class an entity is, by its kind and its type."""

from importers.backstage.entities import Entity, Ref

_COMPONENTS = {
    **dict.fromkeys(
        (
            *("service", "website", "backend", "frontend", "microservice", "web", "web-app"),
            *("webapp", "web-service", "webservice", "grpc", "bff", "worker", "server", "gateway"),
            *("backend-service", "rest-service", "grpc-service", "api", "proxy", "daemon", "bot"),
        ),
        "application_service",
    ),
    **dict.fromkeys(
        ("library", "lib", "package", "module", "sdk", "plugin", "npm-package", "framework"),
        "software_package",
    ),
    **dict.fromkeys(
        ("cronjob", "cron-job", "job", "scheduled-job", "batch", "batch-job"), "scheduled_job"
    ),
    **dict.fromkeys(("function", "lambda", "serverless", "cloud-function"), "function"),
    **dict.fromkeys(("documentation", "docs", "document"), "document"),
    **dict.fromkeys(("dataset", "data-set", "data-product", "table"), "dataset"),
    **dict.fromkeys(("data-pipeline", "pipeline", "data-feed", "feed"), "data_feed"),
}
_RESOURCES = {
    **dict.fromkeys(("database", "db", "schema", "sql-database", "database-schema"), "database"),
    **dict.fromkeys(
        (
            *("postgres", "postgresql", "mysql", "mariadb", "mongodb", "oracle", "rds", "cloudsql"),
            *("database-instance", "database-server", "rds-instance", "sql-instance"),
            *("elasticsearch", "opensearch", "cassandra"),
        ),
        "database_instance",
    ),
    **dict.fromkeys(("cache", "redis", "memcached", "elasticache", "valkey"), "cache"),
    **dict.fromkeys(
        (
            *("queue", "topic", "kafka-topic", "message-queue", "sqs", "sqs-queue", "sns-topic"),
            *("pubsub-topic", "pubsub", "rabbitmq-queue", "event-stream", "stream"),
        ),
        "queue",
    ),
    **dict.fromkeys(
        ("message-broker", "broker", "kafka", "kafka-cluster", "rabbitmq", "event-bus"),
        "message_broker",
    ),
    **dict.fromkeys(
        (
            *("s3-bucket", "s3", "bucket", "gcs-bucket", "object-store", "object-storage"),
            *("blob-storage", "blob", "storage-bucket", "storage-account"),
        ),
        "object_store",
    ),
    **dict.fromkeys(
        (
            "kubernetes-cluster",
            "k8s-cluster",
            "eks-cluster",
            "eks",
            "gke",
            "aks",
            "openshift-cluster",
        ),
        "kubernetes_cluster",
    ),
    **dict.fromkeys(("kubernetes-namespace", "namespace", "k8s-namespace"), "namespace"),
    **dict.fromkeys(("server", "host", "machine", "bare-metal"), "server"),
    **dict.fromkeys(("vm", "virtual-machine", "ec2", "ec2-instance"), "virtual_machine"),
    **dict.fromkeys(("load-balancer", "alb", "nlb", "elb"), "load_balancer"),
    **dict.fromkeys(("function", "lambda", "lambda-function", "cloud-function"), "function"),
    **dict.fromkeys(("external-service", "saas", "third-party", "external"), "external_service"),
}
_GROUPS = {
    **dict.fromkeys(
        ("business-unit", "department", "division", "product-area", "unit", "tribe"),
        "business_unit",
    ),
    **dict.fromkeys(("organization", "organisation", "company", "root", "org"), "organization"),
}
_PROTOCOLS = {
    "openapi": "REST",
    "rest": "REST",
    "swagger": "REST",
    "graphql": "GraphQL",
    "grpc": "gRPC",
    "soap": "SOAP",
    "wsdl": "SOAP",
    "asyncapi": "AsyncAPI",
    "odata": "OData",
    "trpc": "tRPC",
    "mcp-server": "MCP",
    "websocket": "WebSocket",
}
_OF_KIND = {
    "api": "api",
    "system": "business_application",
    "domain": "business_capability",
    "user": "person",
}
# A component of which only the name is known is most often a service, which may have an API of the
# same name; a resource can be anything.
_ELSEWHERE = {"component": "application_service", "resource": "ci", "group": "team"} | _OF_KIND

CLASSES = frozenset(
    {
        *_COMPONENTS.values(),
        *_RESOURCES.values(),
        *_GROUPS.values(),
        *_OF_KIND.values(),
        *("application", "cloud_resource", "team", "document"),
    }
)


def class_of(entity: Entity) -> str:
    """Return the class of an entity; one of no known type is an application or a cloud resource."""
    match entity.ref.kind:
        case "component":
            return _COMPONENTS.get(entity.type, "application")
        case "resource":
            return _RESOURCES.get(entity.type, "cloud_resource")
        case "group":
            return _GROUPS.get(entity.type, "team")
        case kind:
            return _OF_KIND[kind]


def class_elsewhere(ref: Ref) -> str:
    """Return the class that an entity has which another catalog file holds, or a parent of it."""
    return _ELSEWHERE[ref.kind]


def protocol(type_: str) -> str:
    """Return how an API of this type is spoken to."""
    return _PROTOCOLS.get(type_, type_)

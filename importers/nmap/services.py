"""What software a port's answer tells of: by its product where nmap asked, else by its name."""

import re
from dataclasses import dataclass

from importers.nmap.scan import Port


@dataclass(frozen=True, slots=True)
class Software:
    """Software behind a port: its class and what it is called.

    `is_protocol`: it is called by what it speaks, because nothing tells the product.
    """

    class_name: str
    label: str
    is_protocol: bool = False

    @property
    def fields(self) -> dict[str, str]:
        """The label under the class's attribute for it."""
        if self.is_protocol:
            return {}
        engine = self.class_name in (_DATABASE, _CACHE)
        return {"engine" if engine else "product": self.label}

    @property
    def is_one_a_host(self) -> bool:
        """Whether several ports of a host are one of it: a directory speaks in many ways."""
        return self.class_name == _IDENTITY


_DATABASE, _WEB, _APP, _CACHE = "database_instance", "web_server", "app_server", "cache"
_BROKER, _MIDDLEWARE, _IDENTITY = "message_broker", "middleware", "identity_provider"

# What a machine's system brings along: no software that somebody would look for by itself.
_OF_THE_SYSTEM = re.compile(r"Microsoft HTTPAPI|CUPS|Wsman|WinRM|printer|jetdirect", re.IGNORECASE)

_PRODUCTS = tuple(
    (re.compile(pattern, re.IGNORECASE), Software(class_name, label))
    for pattern, class_name, label in (
        (r"\bMariaDB\b", _DATABASE, "MariaDB"),
        (r"\bPercona\b", _DATABASE, "MySQL"),
        (r"\bMySQL\b", _DATABASE, "MySQL"),
        (r"\bPostgreSQL\b", _DATABASE, "PostgreSQL"),
        (r"\bSQL Server\b", _DATABASE, "SQL Server"),
        (r"\bOracle (?:TNS|Database|XML DB)", _DATABASE, "Oracle"),
        (r"\bMongoDB\b", _DATABASE, "MongoDB"),
        (r"\bElasticsearch\b", _DATABASE, "Elasticsearch"),
        (r"\bOpenSearch\b", _DATABASE, "OpenSearch"),
        (r"\bCouchDB\b", _DATABASE, "CouchDB"),
        (r"\bCassandra\b", _DATABASE, "Cassandra"),
        (r"\bNeo4j\b", _DATABASE, "Neo4j"),
        (r"\bInfluxDB\b", _DATABASE, "InfluxDB"),
        (r"\bClickHouse\b", _DATABASE, "ClickHouse"),
        (r"\bFirebird\b", _DATABASE, "Firebird"),
        (r"\b(?:IBM )?DB2\b", _DATABASE, "Db2"),
        (r"\bInformix\b", _DATABASE, "Informix"),
        (r"\bSybase\b", _DATABASE, "Sybase"),
        (r"\betcd\b", _DATABASE, "etcd"),
        (r"\bRedis\b", _CACHE, "Redis"),
        (r"\bValkey\b", _CACHE, "Valkey"),
        (r"\bMemcached?\b", _CACHE, "Memcached"),
        (r"\bVarnish\b", _CACHE, "Varnish"),
        (r"\bRabbitMQ\b", _BROKER, "RabbitMQ"),
        (r"\bActiveMQ\b", _BROKER, "ActiveMQ"),
        (r"\bMosquitto\b", _BROKER, "Mosquitto"),
        (r"\bKafka\b", _BROKER, "Kafka"),
        (r"\bNATS\b", _BROKER, "NATS"),
        (r"\bWebSphere MQ\b|\bIBM MQ\b", _BROKER, "IBM MQ"),
        (r"\bHAProxy\b", "load_balancer", "HAProxy"),
        (r"\bTomcat\b|\bCoyote\b", _APP, "Apache Tomcat"),
        (r"\bJetty\b", _APP, "Jetty"),
        (r"\bWebLogic\b", _APP, "WebLogic"),
        (r"\bWebSphere\b", _APP, "WebSphere"),
        (r"\bJBoss\b|\bWildFly\b", _APP, "WildFly"),
        (r"\bGlassFish\b", _APP, "GlassFish"),
        (r"\bGunicorn\b", _APP, "Gunicorn"),
        (r"\bUvicorn\b", _APP, "Uvicorn"),
        (r"\bWerkzeug\b", _APP, "Werkzeug"),
        (r"\bNode\.js\b|\bExpress\b", _APP, "Node.js"),
        (r"\bPhusion Passenger\b", _APP, "Passenger"),
        (r"\bKeycloak\b", _IDENTITY, "Keycloak"),
        (r"\bActive Directory\b|\bMicrosoft Windows Kerberos\b", _IDENTITY, "Active Directory"),
        (r"\bOpenLDAP\b", _IDENTITY, "OpenLDAP"),
        (r"\bSquid\b", _MIDDLEWARE, "Squid"),
        (r"\bApache httpd\b", _WEB, "Apache"),
        (r"\bOpenResty\b", _WEB, "OpenResty"),
        (r"\bnginx\b", _WEB, "Nginx"),
        (r"\bIIS\b", _WEB, "IIS"),
    )
)

_NAMES = {
    "mysql": Software(_DATABASE, "MySQL"),
    "postgresql": Software(_DATABASE, "PostgreSQL"),
    "ms-sql-s": Software(_DATABASE, "SQL Server"),
    "oracle": Software(_DATABASE, "Oracle"),
    "oracle-tns": Software(_DATABASE, "Oracle"),
    "mongodb": Software(_DATABASE, "MongoDB"),
    "mongod": Software(_DATABASE, "MongoDB"),
    "cassandra": Software(_DATABASE, "Cassandra"),
    "couchdb": Software(_DATABASE, "CouchDB"),
    "ibm-db2": Software(_DATABASE, "Db2"),
    "redis": Software(_CACHE, "Redis"),
    "memcache": Software(_CACHE, "Memcached"),
    "memcached": Software(_CACHE, "Memcached"),
    "amqp": Software(_BROKER, "AMQP", is_protocol=True),
    "amqps": Software(_BROKER, "AMQP", is_protocol=True),
    "mqtt": Software(_BROKER, "MQTT", is_protocol=True),
    "secure-mqtt": Software(_BROKER, "MQTT", is_protocol=True),
    "ibm-mqseries": Software(_BROKER, "IBM MQ"),
    "http": Software(_WEB, "HTTP", is_protocol=True),
    "https": Software(_WEB, "HTTPS", is_protocol=True),
    "http-alt": Software(_WEB, "HTTP", is_protocol=True),
    "https-alt": Software(_WEB, "HTTPS", is_protocol=True),
    "ldap": Software(_IDENTITY, "LDAP", is_protocol=True),
    "ldaps": Software(_IDENTITY, "LDAP", is_protocol=True),
    "ldapssl": Software(_IDENTITY, "LDAP", is_protocol=True),
}

# What passes on mail, names, files and calls: only worth a CI where its product is known.
_PASSES_ON = re.compile(r"(?:smtp|submission|imap|pop3|domain|ftp|sip|http-proxy|socks5|rtsp)s?\Z")


def software(port: Port) -> Software | None:
    """Return what answers on an open port; None for what belongs to the system or is not known."""
    name, product = port.service.get("name", ""), port.service.get("product", "").strip()
    if _OF_THE_SYSTEM.search(product):
        return None
    for pattern, known in _PRODUCTS:
        if product and pattern.search(product):
            return known
    if product and _PASSES_ON.match(name):
        return Software(_MIDDLEWARE, product)
    found = _NAMES.get("https" if name == "http" and _is_secure(port) else name)
    return Software(found.class_name, product) if found and product else found


def _is_secure(port: Port) -> bool:
    return port.service.get("tunnel") == "ssl"


def is_asked(port: Port) -> bool:
    """Whether the service answered to questions of its own, and is no guess by the port's number."""
    return port.service.get("method") == "probed"

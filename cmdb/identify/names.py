"""Names that so many CIs have that a name alone tells nothing."""

_TEXT = """
db database databases redis mysql mariadb postgres postgresql pg mongo mongodb mssql oracle
cassandra elasticsearch opensearch elastic clickhouse influxdb memcached memcache etcd consul
vault minio s3 kafka zookeeper rabbitmq rabbit nats mosquitto mqtt broker message-broker
web website webapp webserver www frontend front-end front ui client site portal
backend back-end back api apis rest graphql grpc gateway api-gateway apigateway edge bff
app apps application server servers service services svc backend-api web-api core
cache caching session sessions queue queues worker workers job jobs cron scheduler task tasks
celery beat sidekiq consumer producer stream streams
proxy reverse-proxy nginx apache httpd haproxy traefik caddy envoy ingress istio-proxy
ingress-nginx load-balancer loadbalancer lb balancer sidecar init
auth authentication login sso keycloak identity idp oauth oauth2-proxy admin
mail smtp mailhog maildev
monitoring metrics prometheus grafana loki jaeger zipkin tempo otel collector otel-collector
otelcol agent alertmanager node-exporter exporter cadvisor fluentd fluent-bit logstash kibana
logs logging log telegraf
test tests testing dev develop development prod production staging stage uat qa demo sample
example default main master primary secondary replica slave leader follower backup standby
host hosts node nodes machine vm instance container pod box computer desktop laptop pc
router switch firewall ap printer nas storage ups pdu rack network net dns dhcp ntp vpn bastion
jump jumphost gitlab github jenkins runner registry repository build builder ci
this self root data config configuration migration migrations migrate seed setup
ubuntu debian centos fedora alpine rocky almalinux rhel windows raspberrypi kali amazonlinux
kubernetes kube-system coredns kube-dns kube-proxy localhost public private internal external
eth0 lo ens192 vpc subnet vlan
"""
GENERIC_NAMES = frozenset(_TEXT.split())
"""Lower case, as `canonical("hostname", …)` gives names: such a name identifies nothing alone."""

// Which CIs have these values themselves? For those that people made, whom no source claims.
CALL () {
  UNWIND $serial AS value MATCH (n:Hardware {serial_number: value}) RETURN n.id AS ci
  UNION
  UNWIND $uuid AS value MATCH (n:Server {uuid: value}) RETURN n.id AS ci
  UNION
  UNWIND $fqdn AS value MATCH (n:Server {fqdn: value}) RETURN n.id AS ci
  UNION
  UNWIND $fqdn AS value MATCH (n:NetworkDevice {fqdn: value}) RETURN n.id AS ci
  UNION
  UNWIND $provider_id AS value MATCH (n:VirtualMachine {provider_id: value}) RETURN n.id AS ci
  UNION
  UNWIND $uid AS value MATCH (n:Workload {uid: value}) RETURN n.id AS ci
  UNION
  UNWIND $container_id AS value MATCH (n:Container {container_id: value}) RETURN n.id AS ci
  UNION
  UNWIND $fingerprint AS value MATCH (n:Certificate {fingerprint: value}) RETURN n.id AS ci
  UNION
  UNWIND $url AS value MATCH (n:ApplicationService {url: value}) RETURN n.id AS ci
}
RETURN DISTINCT ci LIMIT $most

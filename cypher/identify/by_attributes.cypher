// Which CIs have these values themselves? For those that people made, whom no source claims.
// One that was merged into another is no answer: that one is.
CALL () {
  UNWIND $serial AS value MATCH (n:Hardware {serial_number: value}) RETURN n
  UNION
  UNWIND $uuid AS value MATCH (n:Server {uuid: value}) RETURN n
  UNION
  UNWIND $fqdn AS value MATCH (n:Server {fqdn: value}) RETURN n
  UNION
  UNWIND $fqdn AS value MATCH (n:NetworkDevice {fqdn: value}) RETURN n
  UNION
  UNWIND $provider_id AS value MATCH (n:VirtualMachine {provider_id: value}) RETURN n
  UNION
  UNWIND $uid AS value MATCH (n:Workload {uid: value}) RETURN n
  UNION
  UNWIND $container_id AS value MATCH (n:Container {container_id: value}) RETURN n
  UNION
  UNWIND $fingerprint AS value MATCH (n:Certificate {fingerprint: value}) RETURN n
  UNION
  UNWIND $url AS value MATCH (n:ApplicationService {url: value}) RETURN n
}
WITH n WHERE n.merged_into IS NULL
RETURN DISTINCT n.id AS ci LIMIT $most

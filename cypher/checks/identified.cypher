// CIs that bear one of these identifiers, found over the indexes that the model makes for identities.
UNWIND $values AS value
CALL (value) {
  MATCH (n:Cloud {provider_id: value}) RETURN n.id AS ci
  UNION
  MATCH (n:VirtualMachine {provider_id: value}) RETURN n.id AS ci
  UNION
  MATCH (n:LoadBalancer {provider_id: value}) RETURN n.id AS ci
  UNION
  MATCH (n:Function {provider_id: value}) RETURN n.id AS ci
  UNION
  MATCH (n:Storage {provider_id: value}) RETURN n.id AS ci
  UNION
  MATCH (n:Subnet {provider_id: value}) RETURN n.id AS ci
  UNION
  MATCH (n:VirtualNetwork {provider_id: value}) RETURN n.id AS ci
  UNION
  MATCH (n:Server {uuid: value}) RETURN n.id AS ci
  UNION
  MATCH (n:Cluster {uuid: value}) RETURN n.id AS ci
  UNION
  MATCH (n:Workload {uid: value}) RETURN n.id AS ci
  UNION
  MATCH (n:Namespace {uid: value}) RETURN n.id AS ci
}
RETURN value, ci ORDER BY value, ci

/** What a deploy would do to one resource, in the deployer's own words. */
export interface InfrastructureChange {
  /** e.g. create, update, replace, delete */
  op: string
  type: string
  name: string
}

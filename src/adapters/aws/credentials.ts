/** Keys that sign requests to AWS. */
export interface AwsCredentials {
  accessKeyId: string
  secretAccessKey: string
  /** null: keys that do not expire */
  sessionToken: string | null
  /** when the keys end, as far as whoever gave them says */
  expiration: Date | null
}

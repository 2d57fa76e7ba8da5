/** A kind of thing that no text describes, which two servers agreed on: a geo feature collection, a talk room, a calendar. */
export interface CustomResource {
  /** `resourceType` of its shares. */
  type: string;
  /** Default: user. */
  shareTypes?: string[];
  /** How it is got at, by the names of the protocols. */
  protocols: Record<string, CustomProtocol>;
  /**
   * What `protocol` of a share holds by agreement besides `name` and one member for each protocol, where that is not all of it. `{uri}` and
   * `{secret}` in texts stand for those of the share.
   */
  protocol?: Record<string, unknown>;
}

export interface CustomProtocol {
  /** What discovery has under the name of the protocol, for those who send such shares. Default: an empty object. */
  sends?: unknown;
  /** The same under the name with `-receive`, for those who take them. Default: an empty object. */
  receives?: unknown;
  /** What a share says of it, besides `uri` and `sharedSecret`, or in place of them. */
  share?: Record<string, unknown>;
}

/** Bounds of the data plane. Times in milliseconds. */
export const LIMITS = {
  /** A request line or header line, without its CRLF (nginx: `large_client_header_buffers 4 8k`). */
  lineBytes: 8190,
  requestHeadBytes: 32_768,
  /** nginx's proxy buffer; a service that answers with a larger head gets a 502 from APISIX too. */
  responseHeadBytes: 8192,
  /** Chunk extensions and trailers of one message. */
  chunkOverheadBytes: 16_384,
  /** A body up to this size goes out in one write with its head, as one string. */
  joinedBytes: 4096,
  /** What may wait for a slow reader before the other side is read no further. */
  backlogBytes: 131_072,
  /** A request body up to this size is gathered before the service is asked, so that it can be sent again to another replica. */
  gatheredBytes: 65_536,
  /** How long a body may take to be gathered; a slower one is streamed. */
  gatherTime: 1000,
  /** Bytes of a body that are read and thrown away after an early answer, so that the client gets to read it. */
  discardedBytes: 1_048_576,
  /** A body that the route turns into another one. */
  rewrittenBytes: 8_388_608,
  /** Of all such bodies at a time. */
  rewrittenByAll: 67_108_864,
  /** What a client may send ahead of an answer. */
  pipelinedBytes: 65_536,
  connections: 10_000,
  /** Idle connections kept to one endpoint. */
  idlePerEndpoint: 256,
  endpointIdleTime: 30_000,
  /** A request that must not be sent twice takes no connection that was idle for longer: the service may be closing it. */
  freshTime: 1000,
  clientIdleTime: 75_000,
  headTime: 30_000,
  bodyTime: 60_000,
  /** A client that does not read its answer. */
  writeTime: 60_000,
  lingerTime: 2000,
  /** Toward services, where a route says nothing. */
  serviceTime: 60_000,
  sweepTime: 500,
  /** How long a program that was told to stop or was replaced goes on with what is under way. */
  drainTime: 10_000,
} as const;

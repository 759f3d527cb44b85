import { createServer } from 'node:net';

/** Whether something could listen there now. `busy`: something else does; `not_allowed`: this user may not. */
export async function tcpPortState(
  address: string,
  port: number,
): Promise<'free' | 'busy' | 'not_allowed' | 'no_such_address'> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve('busy');
      else if (error.code === 'EACCES') resolve('not_allowed');
      else resolve('no_such_address');
    });
    server.listen({ host: address, port, exclusive: true }, () => server.close(() => resolve('free')));
  });
}

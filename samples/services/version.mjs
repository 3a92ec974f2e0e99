// Says which version and which replica answers. VERSION=broken is never healthy, as a bad release would be.
import { serve } from './server.mjs';

const { VERSION = '1', SLOT = '0' } = process.env;

serve(({ pathname }) => {
  if (pathname === '/health' && VERSION === 'broken') return { status: 500, body: { status: 'broken' } };
  return { body: { version: VERSION, replica: Number(SLOT), pid: process.pid } };
});

import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  // This folder is the whole app, whatever lock files there are in the folders above.
  turbopack: { root: import.meta.dirname },
};

export default config;

import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  // This folder is the whole app, even if there are lock files in the folders above.
  turbopack: { root: import.meta.dirname },
};

export default config;

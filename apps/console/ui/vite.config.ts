import { defineConfig } from 'vitest/config';

// Served below /console/ by the same server as the API; nothing is loaded from elsewhere.
export default defineConfig({
  base: '/console/',
  build: { target: 'es2023', sourcemap: false },
  test: { environment: 'jsdom', include: ['test/**/*.test.{ts,tsx}'] },
});

import { Alert, AlertActionLink } from '@patternfly/react-core';
import { ApiError } from '../api/http';

/** The server's own words, and a way to hand them on. */
export function Problem({ error, title }: { error?: Error; title: string }) {
  if (!error) return null;
  const code = error instanceof ApiError ? ` (${error.code} ${error.reason})` : '';
  const text = `${title}${code}: ${error.message}`;
  return (
    <Alert
      isInline
      variant="danger"
      title={`${title}${code}`}
      actionLinks={
        <AlertActionLink onClick={() => void navigator.clipboard?.writeText(text)}>Copy details</AlertActionLink>
      }
    >
      {error.message}
    </Alert>
  );
}

/** What each type of provider needs to know: the types say it themselves, by the inventory's API. */

export interface Field {
  key: string;
  title: string;
  help?: string;
  secret?: boolean;
  required?: boolean;
  /** Only asked while another field has this value; "*" means any. */
  when?: [key: string, value: string];
  options?: string[];
  /** Where the value goes. */
  to: 'secret' | 'settings' | 'url';
}

export interface ProviderForm {
  type: string;
  title: string;
  blurb: string;
  url: Field;
  fields: Field[];
  /** Whether the certificate of the other side is checked. */
  tls: boolean;
  /** The collection whose rows a StorageMap's source names. */
  storageCollection: string;
}

export const FORMS_PATH = '/inventory/connection-forms';

/** A field is asked when its condition holds; a list of options begins with the default. */
export function isAsked(form: ProviderForm, field: Field, values: Record<string, string>): boolean {
  if (!field.when) return true;
  const [key, wanted] = field.when;
  if (wanted === '*') return Boolean(values[key]);
  return (values[key] || form.fields.find((f) => f.key === key)?.options?.[0]) === wanted;
}

import { useCallback, useEffect, useState } from 'react';

const KEY = 'wherry.theme';
const CLASS = 'pf-v6-theme-dark';

/** Light or dark: the user's choice, else the system's. */
export function useTheme() {
  const [dark, setDark] = useState(
    () => (localStorage.getItem(KEY) ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark',
  );
  useEffect(() => {
    document.documentElement.classList.toggle(CLASS, dark);
  }, [dark]);
  const toggle = useCallback(() => {
    setDark((old) => {
      localStorage.setItem(KEY, old ? 'light' : 'dark');
      return !old;
    });
  }, []);
  return { dark, toggle };
}

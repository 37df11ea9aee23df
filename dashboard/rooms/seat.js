// Keeps one number for this browser in a cookie, and tells it: two pages of one phone are one seat.
const NAME = "fer_seat";
const DAYS = 7;

function kept() {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${NAME}=`));
  const value = found ? found.slice(NAME.length + 1) : "";
  return /^[0-9a-f]{32}$/.test(value) ? value : "";
}

export default function ({ data, setStateValue }) {
  const token = kept() || data.draft;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${NAME}=${token}; path=/; max-age=${DAYS * 86400}; samesite=lax${secure}`;
  if (token !== data.told) setStateValue("token", token);
}

// "3 minutes ago" stays true while the page is open.

const UNITS = [['year', 31_536_000], ['month', 2_592_000], ['week', 604_800], ['day', 86_400], ['hour', 3600], ['minute', 60]];
const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: 'always' });

function refresh() {
  for (const time of document.querySelectorAll('time[data-relative]')) {
    const seconds = (new Date(time.dateTime) - Date.now()) / 1000;
    const unit = UNITS.find(([, length]) => Math.abs(seconds) >= length * 0.85);
    if (unit) time.textContent = words.format(Math.round(seconds / unit[1]), unit[0]);
  }
}

setInterval(() => { if (!document.hidden) refresh(); }, 30_000);
document.addEventListener('visibilitychange', () => { if (!document.hidden) refresh(); });

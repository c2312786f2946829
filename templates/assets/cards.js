// Shows the card of a figure beside it. Without this script the card that the address names is a sheet
// at the foot of the window.

addEventListener('click', (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest('a.figure[href^="#"], .card .back');
  const card = link && (link.closest('.card') ?? document.getElementById(link.hash.slice(1)));
  if (!card?.showPopover || link.matches('.back') && !card.matches(':popover-open')) return;
  event.preventDefault();
  card.togglePopover({ source: link });
  if (card.matches(':popover-open')) card.focus();
});

document.title = 'Shop demo';

"""What both faces show: the Struct that fills a page is the JSON of the mini-program."""

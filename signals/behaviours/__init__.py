"""Finding ownership behaviours in what people wrote: sentences, classifier, prompted or not, substance."""

"""Services of the prisons: the programme by which people pay so that detained debtors go free."""

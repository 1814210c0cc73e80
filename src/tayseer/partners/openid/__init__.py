"""The OpenID provider: agencies and firms let people sign in with their account here, and learn what was agreed."""

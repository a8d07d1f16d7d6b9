curl -XGET https://www.cotalker.com/api/v3/users/me \
-H "Authorization: Bearer TOKEN" 

import pytest
from random import Random
from collections import Counter
from hypothesis.errors import UnsatisfiedAssumption
from tests.catalogue.generated import situation
from tests.catalogue.test_population import both_ways
from tayseer.services import catalogue
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore")]
@pytest.mark.parametrize('code',list(catalogue()))
def test_x(code):
    s=catalogue()[code]; n=0
    bad=Counter()
    for seed in range(10000,10120):
        made=situation(s,Random(seed))
        try: p,d=both_ways(s,made)
        except UnsatisfiedAssumption: bad['assume']+=1; continue
        except Exception as x:
            bad[repr(x)[:150]]+=1; continue
        if d is None: bad['none']+=1; continue
        n+=1
        for k in p:
            if p[k]!=d[k]:
                bad[(k,p[k],d[k])]+=1
                if bad[(k,p[k],d[k])]==1: print("DIS",code,seed,k,p[k],d[k],made.on,made.answers)
    print("RES",code,n,bad)
